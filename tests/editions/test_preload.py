"""The clerks work beside whoever draws the charts."""

from __future__ import annotations

import subprocess
import sys

#: A fresh program in which a clerk judges by units, and which tells what thread loads NumPy.
_CLERKS = """
import sys, threading
from types import SimpleNamespace
from briefgen.editions.preload import JudgingThreads
from briefgen.claims.predicate import Predicate

class Told:
    def find_spec(self, name, path, target=None):
        if name == "numpy":
            print(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Told())
ratio = Predicate.parse("1e8 <= 180 ZB / 300 TB < 1e9")
docket = SimpleNamespace(claims=[SimpleNamespace(id="one")], verdict=lambda _: ratio.holds({}), moves=())
with JudgingThreads(docket) as clerks:
    clerks.wait()
"""


def test_numpy_is_not_loaded_beside_altair_which_would_take_up_half_of_it() -> None:
    command = [sys.executable, "-c", _CLERKS]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (told.stdout, told.stderr) == ("True\n", "")
