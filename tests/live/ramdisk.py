"""What a guest's ramdisk has, and a live host does not, by stand-ins."""

from __future__ import annotations

from live.hosts import Host

NC = """#!/usr/bin/python3
import shutil, socket, sys
port = int(sys.argv[-1])
if "-l" in sys.argv:
    with socket.create_server(("127.0.0.1", port)) as server:
        peer = server.accept()[0]
else:
    peer = socket.create_connection(("127.0.0.1", port))
if "-d" not in sys.argv:
    peer.sendall(sys.stdin.buffer.read())
    peer.shutdown(socket.SHUT_WR)
shutil.copyfileobj(peer.makefile("rb"), sys.stdout.buffer)
"""
SNPGUEST = """#!/bin/sh
{ head -c 80 /dev/zero; head -c 64 "$3"; head -c 1040 /dev/zero; } >"$2"
"""
"""A report of the right length, with the 64 bytes of the guest where AMD has them."""
CRYPTSETUP = """#!/bin/sh
cp disk-key.bin /root/key
echo "$*" >/root/opened
"""
OWN = "/etc/initramfs-tools"
OPENED = "open --header /etc/root.luks --key-file disk-key.bin /dev/vda3 root\n"


def ramdisk(host: Host) -> None:
    """What the guest's script finds in a ramdisk, and the owner's `nc`."""
    host.must(f"mkdir -p {OWN}/scripts/local-top {OWN}/hooks /scripts /root/ramdisk")
    host.write("/scripts/functions", "configure_networking() { :; }\n")
    for path, text in (
        ("/usr/local/bin/nc", NC),
        ("/usr/local/bin/snpguest", SNPGUEST),
        ("/root/ramdisk/cryptsetup", CRYPTSETUP),
        ("/root/ramdisk/modprobe", "#!/bin/sh\n"),
        ("/root/ramdisk/sleep", "#!/bin/sh\nexec /bin/sleep 0.2\n"),
    ):
        host.write(path, text)
        host.must(f"chmod +x {path}")


def unlock(host: Host) -> None:
    """Start what the page has the ramdisk do; it waits for the owner."""
    script = f"{OWN}/scripts/local-top/unlock"
    host.must(
        f"PATH=/root/ramdisk:$PATH setsid {script} >/root/unlock.log 2>&1 </dev/null &"
    )
