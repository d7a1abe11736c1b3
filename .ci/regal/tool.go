//go:build tools

// Package tools pins the linter of the policies, built by .ci/policies.sh.
package tools

import _ "github.com/open-policy-agent/regal/cmd"
