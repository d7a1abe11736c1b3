package system.authz_test

import rego.v1

import data.system.authz

_asked := {"method": "POST", "path": ["v1", "data", "decision", "answer"], "identity": "token"}

_digests := {"token_digests": [crypto.sha256("token")]}

test_who_holds_the_token_may_ask if {
	authz.allow with input as _asked with data.sidecar as _digests
}

test_health_is_for_everybody if {
	authz.allow with input as {"method": "GET", "path": ["health"]}
}

test_another_token_may_not_ask if {
	asked := object.union(_asked, {"identity": "another"})
	not authz.allow with input as asked with data.sidecar as _digests
}

test_nobody_may_not_ask if {
	asked := object.remove(_asked, ["identity"])
	not authz.allow with input as asked with data.sidecar as _digests
}

test_the_token_opens_no_other_path if {
	every path in [["v1", "data"], ["v1", "query"], ["v1", "policies"], ["v1", "data", "decision"], [""]] {
		asked := object.union(_asked, {"path": path})
		not authz.allow with input as asked with data.sidecar as _digests
	}
}

test_the_token_opens_no_other_method if {
	every method in ["GET", "PUT", "PATCH", "DELETE"] {
		asked := object.union(_asked, {"method": method})
		not authz.allow with input as asked with data.sidecar as _digests
	}
}

test_health_is_read_only if {
	not authz.allow with input as {"method": "POST", "path": ["health"]}
}

test_without_digests_nobody_may_ask if {
	not authz.allow with input as _asked with data.sidecar as {}
}
