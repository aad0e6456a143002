package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// hide puts an empty, read-only file system over what no run may see and the
// init does not need any more. Every run inherits it.
func hide() error {
	for _, folder := range []string{"/run", "/sys", "/dev/mqueue", "/dev/pts"} {
		// What lies below a mount is still copied with every run's namespace.
		_ = unix.Unmount(folder, unix.MNT_DETACH)
		err := unix.Mount("tmpfs", folder, "tmpfs", unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "size=4k,nr_inodes=4,mode=555")
		if errors.Is(err, unix.ENOENT) {
			continue // an OCI runtime need not make /dev/mqueue
		}
		if err != nil {
			return fmt.Errorf("hide %s: %w", folder, err)
		}
	}
	return nil
}
