"""Claims about what guest and owner exchange through a host that adds to it."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.ramdisk import OWN, ramdisk
from live.transcripts import steps, transcripts
from live.waiting import waited

PAGE = "kbase/launch_security_sev"
NONCE = "head -c 64 /dev/urandom"
UNLOCK = f"{OWN}/scripts/local-top/unlock"
GUEST = f"PATH=/root/ramdisk:$PATH timeout 30 {UNLOCK}"
REPORT = "/run/report.bin"


def typed(first: str) -> list[str]:
    """The commands of the page's transcript whose first begins so."""
    found = ([step.command for step in steps(s)] for s in transcripts(PAGE))
    return next(commands for commands in found if commands[0].startswith(first))


def key(host: Host, name: str) -> None:
    """A pair of keys, made as the ramdisk makes its own."""
    host.must(f"openssl genrsa -out {name}.pem 3072 2>&1")
    host.must(f"openssl pkey -in {name}.pem -pubout -out {name}.pub")


@claim("sev-snp-build", without=("SEV",))
def test_the_ramdisk_takes_a_nonce_of_64_bytes_only(stage: Stage) -> None:
    """A ramdisk that gets more or less than 64 bytes as nonce asks for no report."""
    host = stage.host("alpha")
    ramdisk(host)
    host.must(typed(f"cat > {UNLOCK}")[0])
    host.must(f"chmod +x {UNLOCK}; rm -f {REPORT}")
    key(host, "host")
    host.must(f"{NONCE} >nonce")
    for sent in ("nonce host.pub", "host.pub"):
        host.must(f"cat {sent} >sent; (nc -N -l 4000 <sent &)")
        assert host.run(GUEST).status == 1
        assert host.run(f"ls {REPORT}").status == 2
    host.must(f"(nc -N -l 4000 <nonce & {GUEST} >log 2>&1 &)")
    waited(host, f"test -s {REPORT}")


@claim("sev-snp-start", without=("SEV",))
def test_the_owner_keeps_one_key_of_an_answer(stage: Stage) -> None:
    """Of an answer with two keys, the owner keeps one; the report is of another."""
    host = stage.host("alpha")
    key(host, "host")
    key(host, "guest")
    host.must(f"{NONCE} >nonce.bin; head -c 1184 /dev/zero >report")
    for added in ("", "host.pub"):
        host.must(f"cat report {added} guest.pub >answer.bin")
        host.must(typed(NONCE)[-1])
        asked = host.must("cat nonce.bin guest-key.pub | sha512sum")
        signed = host.must(f"cat nonce.bin {added} guest.pub | sha512sum")
        assert (asked == signed) == (added == "")
        assert host.must("grep -c BEGIN guest-key.pub").strip() == "1"
