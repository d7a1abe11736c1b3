"""Who may call or sign in: clients, sources, staff and people; their keys and sessions.

Nothing here writes to the audit log; callers do, from what these functions answer.
"""

from cdp.access.callers import authenticate
from cdp.access.clients import (
    SCOPES,
    Client,
    add_client,
    client_by_id,
    client_by_secret,
    list_clients,
    revoke_client,
    rotate_client,
)
from cdp.access.limits import Limit, count_attempt, forgive
from cdp.access.sessions import (
    Session,
    SessionKind,
    create_session,
    csrf_token,
    end_session,
    end_sessions,
    is_csrf_token,
    prove_session,
    session,
    touch_session,
)
from cdp.access.sign_in import (
    SignedIn,
    Started,
    finish_sign_in,
    new_browser,
    start_sign_in,
)
from cdp.access.sources import (
    Source,
    add_source,
    list_sources,
    revoke_source,
    rotate_source,
    source_by_key,
    source_by_name,
)
from cdp.access.staff import (
    ROLES,
    PasswordCheck,
    Staff,
    add_staff,
    begin_check,
    change_password,
    check_staff,
    check_word,
    end_check,
    list_staff,
    revoke_staff,
)
from cdp.access.store import forget_expired, forget_person
from cdp.access.tokens import TOKEN_SECONDS, TokenIssuer

__all__ = [
    "ROLES",
    "SCOPES",
    "TOKEN_SECONDS",
    "Client",
    "Limit",
    "PasswordCheck",
    "Session",
    "SessionKind",
    "SignedIn",
    "Source",
    "Staff",
    "Started",
    "TokenIssuer",
    "add_client",
    "add_source",
    "add_staff",
    "authenticate",
    "begin_check",
    "change_password",
    "check_staff",
    "check_word",
    "client_by_id",
    "client_by_secret",
    "count_attempt",
    "create_session",
    "csrf_token",
    "end_check",
    "end_session",
    "end_sessions",
    "finish_sign_in",
    "forget_expired",
    "forget_person",
    "forgive",
    "is_csrf_token",
    "list_clients",
    "list_sources",
    "list_staff",
    "new_browser",
    "prove_session",
    "revoke_client",
    "revoke_source",
    "revoke_staff",
    "rotate_client",
    "rotate_source",
    "session",
    "source_by_key",
    "source_by_name",
    "start_sign_in",
    "touch_session",
]
