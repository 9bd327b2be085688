#!/bin/bash
# enter.sh ROOT FOLDER: run FOLDER/job.sh in the system below ROOT.
#
# For `unshare --mount --pid --fork --kill-child`: what it mounts and starts ends with
# it.  Changes go to a tmpfs, save those in FOLDER, which is /job there.  There are no
# devices but those of every machine: no KVM.  As process 1, bash reaps orphans, which
# libvirt waits for when it probes QEMU.
set -e
root=$1 folder=$2
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root /mnt/job
mount --bind "$folder" /mnt/job
mount -t overlay overlay \
  -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
cd /mnt/root
mount -t tmpfs tmpfs dev
for node in null zero full random urandom; do
  : >dev/$node
  mount --bind /dev/$node dev/$node
done
ln -s /proc/self/fd dev/fd
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t proc proc proc
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
# Without its cgroups, in which libvirt would leave some on this machine.
mount -t sysfs -o ro sysfs sys
mkdir -p job old run/lock run/libvirt
mount --bind /mnt/job job
# Not chroot: in one, libvirt's own processes cannot lock images.
pivot_root . old
cd /job
umount -l /old
PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root exec bash ./job.sh
