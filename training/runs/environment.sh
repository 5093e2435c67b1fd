# Sourced by the runs: where they run, and with what.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# glibc must not hand memory back between steps: getting it again costs more than the step.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=536870912
python=.venv/bin/python
