"""The three providers on loopback: documented answers, and every hostile one, behind switches.

Drivers, teams and circuits have public names. All results are made up, the same for the same seed, and tell the same
story through all three providers; each answer says so in the header `X-Sandbox: synthetic`. The rows the providers'
documentation prints come back exactly.

    with Sandbox(Switches(events=3, laps_scale=0.2)) as box:
        print(box.url)
"""

from mirror.sandbox.faults import Fault
from mirror.sandbox.messages import Seen
from mirror.sandbox.server import Sandbox, serve
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World

__all__ = ["Fault", "Sandbox", "Seen", "Switches", "World", "serve"]
