#!/bin/bash
# boot.sh ROOT FOLDER JOB: boot systemd in the system below ROOT, run FOLDER/JOB with
# bash as a service of it, and end with the status of the job.
#
# As with enter.sh, what it mounts and starts ends with it, changes go to a tmpfs, save
# those in FOLDER, which is /job there, and there is no KVM.  When the job starts, the
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
        find "$old" -depth -type d -exec rmdir {} \; 2>/dev/null || true
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

mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root /mnt/job
mount --bind "$folder" /mnt/job
mount -t overlay overlay \
  -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
cd /mnt/root
mount -t tmpfs tmpfs dev
for node in null zero full random urandom tty; do
  : >dev/$node
  mount --bind /dev/$node dev/$node
done
mkdir dev/shm dev/pts
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t proc proc proc
# Read-only, or systemd would set up the kernel of this machine, and start udevd.
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p job old run/lock run/systemd/system
mount --bind /mnt/job job
cat >run/systemd/system/job.service <<UNIT
[Unit]
Wants=sockets.target
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
pivot_root . old
cd /
umount -l /old
# As systemd does where it is no container: credentials of services come this way.
mount --make-rshared /
# Nor may it load a module, or set the clock.  `container` makes it end with a status
# rather than switch off.
exec env -i container=kb /usr/bin/setpriv --bounding-set -sys_module,-sys_time \
  /lib/systemd/systemd --unit=job.service --show-status=false
