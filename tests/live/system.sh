# Sourced by enter.sh and boot.sh, in namespaces of their own: `assemble ROOT FOLDER`
# makes the system below ROOT whole, and goes there; `inhabit` makes it the only one.
#
# Changes go to a tmpfs, save those in FOLDER, which is /job there.  There are no devices
# but those of every machine: no KVM.

assemble() {
  local root=$1 folder=$2
  mount --make-rprivate /
  mount -t tmpfs tmpfs /mnt
  mkdir /mnt/upper /mnt/work /mnt/root
  mount -t overlay overlay \
    -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
  cd /mnt/root
  mkdir -p job old
  mount --bind "$folder" job
  mount -t tmpfs tmpfs dev
  # Not mounted from here: libvirt gives each mount below /dev to each guest.
  cp -a /dev/{null,zero,full,random,urandom,tty} dev
  ln -s /proc/self/fd dev/fd
  ln -s pts/ptmx dev/ptmx
  mkdir dev/shm dev/pts
  mount -t tmpfs tmpfs dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs tmpfs run
  mount -t tmpfs tmpfs tmp
  mkdir run/lock
}

# Not chroot: in one, libvirt's own processes cannot lock images.
inhabit() {
  pivot_root . old
  cd "$1"
  umount -l /old
}
