#!/bin/bash
# enter.sh ROOT FOLDER: run FOLDER/job.sh in the system below ROOT.
#
# For `unshare --mount --pid --fork --kill-child`: what it mounts and starts ends with
# it.  As process 1, bash reaps orphans, which libvirt waits for when it probes QEMU.
set -e
. "$(dirname "$0")/system.sh"
# Without cgroups, in which libvirt would leave some on this machine.
assemble "$1" "$2"
mkdir run/libvirt
inhabit /job
PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root exec bash ./job.sh
