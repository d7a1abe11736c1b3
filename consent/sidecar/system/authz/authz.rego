# METADATA
# title: Who may ask this server what
# description: |
#   One question for whoever holds the token, and whether the server is well for
#   everybody. Policies, data, ad-hoc queries and every other path stay closed.
package system.authz

import rego.v1

# METADATA
# entrypoint: true
default allow := false

allow if {
	input.method == "POST"
	input.path == ["v1", "data", "decision", "answer"]
	crypto.sha256(input.identity) in data.sidecar.token_digests
}

allow if {
	input.method == "GET"
	input.path == ["health"]
}
