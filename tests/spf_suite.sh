#!/usr/bin/env bash
# Runs the openspf test suite for RFC 7208 (203 cases) against the SPF evaluator. The suite comes
# from the source package of pyspf on PyPI, into a temporary folder; nothing of it is kept.
# Needs python3 with pip. Further arguments go to cargo test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$work" pyspf
python3 -m pip install --quiet --root-user-action ignore --target "$work/python" PyYAML
tar -xzf "$work"/pyspf-*.tar.gz -C "$work"
suite=("$work"/pyspf-*/test/rfc7208-tests.yml)

PYTHONPATH="$work/python" python3 - "${suite[0]}" >"$work/suite.json" <<'PYTHON'
import json, sys, yaml
with open(sys.argv[1], "rb") as suite:
    json.dump([part for part in yaml.safe_load_all(suite) if part], sys.stdout)
PYTHON

SPF_SUITE="$work/suite.json" cargo test --locked --test suite "$@" -- --ignored spf_suite:: --nocapture
