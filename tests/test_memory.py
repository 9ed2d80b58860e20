"""Memory given back to the system."""

import subprocess
import sys

import pytest

MUCH = """
import os
from pathlib import Path
import pyarrow as pa
from coopgraph.memory import give_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

texts = pa.array([f"text {n} of many" for n in range(2_000_000)])
for _ in range(3):
    encoded = [texts.dictionary_encode() for _ in range(4)]
filled = [bytes(2_000) for _ in range(400_000)]
del encoded, texts, filled
before = held()
give_back()
print(before - held() > 100_000_000, held() < 700_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_what_was_freed_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", MUCH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
