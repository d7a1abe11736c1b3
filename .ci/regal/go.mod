module accord.example/ci/regal

go 1.26

require github.com/open-policy-agent/regal v0.39.0
