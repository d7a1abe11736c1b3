# METADATA
# title: What the decision log of this server must not hold
# description: |
#   A situation names nobody, and its verdict neither; the log of record is Accord's own.
#   So this one keeps when, by which revision and how fast, and nothing of the matter.
package system.log

import rego.v1

# METADATA
# scope: document
# entrypoint: true
mask contains "/input"

mask contains "/result"

mask contains "/nd_builtin_cache"
