"""`make hub`: the loopback Hub by hand, to try the crawler in a terminal."""

from __future__ import annotations

import argparse
from threading import Event

from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import NAMED
from tests.loopback.server import LoopbackHub, RateLimit


def main() -> None:
    """Serve until Ctrl-C."""
    options = _parser().parse_args()
    hub = LoopbackHub(
        Catalogue.made(options.models) if options.models else Catalogue.bundled(),
        page_limit=options.page_limit,
        lenient=not options.strict,
        limit=RateLimit(options.quota, options.window) if options.quota else None,
        port=options.port,
    )
    for number, name in enumerate(options.fault, start=2):
        hub.faults.add(NAMED[name], at=number)
    try:
        with hub:
            _serve(hub)
    except OSError as error:
        raise SystemExit(f"port {options.port}: {error.strerror}. Name another one with --port.") from None


def _serve(hub: LoopbackHub) -> None:
    print(f"A Hub with {len(hub.catalogue):,} models, until Ctrl-C. In another terminal, before briefgen:")
    print(f"HF_ENDPOINT={hub.endpoint}", flush=True)
    try:
        Event().wait()
    except KeyboardInterrupt:
        print(f"\n{len(hub.requests):,} requests answered.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.loopback", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free one")
    parser.add_argument("--models", type=int, metavar="N", help="N made-up models, not the bundled ones")
    parser.add_argument("--page-limit", type=int, default=1000, metavar="N", help="models a page at most")
    parser.add_argument("--quota", type=int, metavar="N", help="requests in a window; no limit unless given")
    parser.add_argument("--window", type=float, default=300, metavar="S", help="seconds in a window")
    parser.add_argument(
        "--strict", action="store_true", help="refuse in listings what the Hub refused in 2025"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=sorted(NAMED),
        metavar="NAME",
        help="what goes wrong with the second request; given again, with the third, …: %(choices)s",
    )
    return parser


if __name__ == "__main__":
    main()
