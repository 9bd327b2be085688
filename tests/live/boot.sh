#!/bin/bash
# boot.sh ROOT FOLDER JOB: boot systemd in the system below ROOT, run FOLDER/JOB with
# bash as a service of it, and end with the status of the job.
#
# As with enter.sh, what it mounts and starts ends with it.  When the job starts, the
# sockets of libvirt's daemons listen, and none of its services runs.
set -e
root=$1 folder=$2 job=$3 group=$4

if [ ! "$group" ]; then
  # A cgroup does not end with a namespace: this waits, to remove it, and those of runs
  # that were killed.
  top=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET)
  group=$top/kb.$$
  clean() {
    local old
    trap '' TERM
    echo 1 >"$group/cgroup.kill"
    while grep -q 'populated 1' "$group/cgroup.events"; do sleep 0.1; done
    for old in "$top"/kb.*; do
      [ "$old" != "$group" ] && [ -d "/proc/${old##*.}" ] ||
        find "$old" -depth -type d -delete 2>/dev/null || true
    done
  }
  trap clean EXIT
  mkdir "$group"
  # --pdeathsig: when this script is killed, unshare goes, and with it all within.
  setpriv --pdeathsig KILL \
    unshare --mount --pid --uts --ipc --net --fork --kill-child \
    bash "$0" "$root" "$folder" "$job" "$group"
  exit
fi

# Process 1 alone goes into the group, which becomes the top of all it can see.
if [ ! -v TOP ]; then
  echo 0 >"$group/cgroup.procs"
  TOP= exec unshare --cgroup bash "$0" "$@"
fi

. "$(dirname "$0")/system.sh"
assemble "$root" "$folder"
# Read-only, or systemd would set up the kernel of this machine, and start udevd.
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
# As systemd would, if it did not take a process and half a second for each.
mkdir dev/mqueue dev/hugepages
mount -t mqueue mqueue dev/mqueue
[ ! -d /sys/kernel/mm/hugepages ] || mount -t hugetlbfs hugetlbfs dev/hugepages
# What a machine of metal needs, and no host of the tests.  Where systemd sees many
# mounts at once, it waits for a second.
rm -rf usr/lib/systemd/system-generators \
  usr/lib/systemd/system/{sysinit,local-fs,sockets}.target.wants
mkdir -p run/systemd/system
cat >run/systemd/system/job.service <<UNIT
[Unit]
Wants=systemd-journald.service systemd-tmpfiles-setup.service
Wants=dbus.socket sockets.target
After=sysinit.target sockets.target
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
Environment=HOME=/root
WorkingDirectory=/job
ExecStart=/bin/bash /job/$job
# What ignores SIGTERM would hold up the end for 90 s.
KillSignal=SIGKILL
ExecStopPost=/bin/bash -c 'kill -KILL -- -1'
StandardOutput=null
StandardError=null
UNIT
# Else it thinks that /usr is new, and rebuilds caches.
touch etc/.updated var/.updated
inhabit /
# As systemd does where it is no container: credentials of services come this way.
mount --make-rshared /
# Nor may it load a module, or set the clock.  `container` makes it end with a status
# rather than switch off.
exec env -i container=kb /usr/bin/setpriv --bounding-set -sys_module,-sys_time \
  /lib/systemd/systemd --unit=job.service --show-status=false
