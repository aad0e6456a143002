package main

import (
	"errors"
	"os"
	"os/exec"

	"coderemote/sandbox"
)

type podmanCommand struct {
	Args []string `arg:"" passthrough:"" help:"What podman is to do."`
}

// Run runs podman with the images and containers of this instance. Its exit
// status is podman's.
func (c *podmanCommand) Run(in *instance) error {
	podman, err := sandbox.NewPodman(in.config.DataDir, in.config.OCIRuntime)
	if err != nil {
		return err
	}
	args := c.Args
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	command := podman.Command(in, args...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(max(exit.ExitCode(), 1))
	}
	return err
}
