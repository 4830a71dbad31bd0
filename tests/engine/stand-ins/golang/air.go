// Stands for air: reads the same file, builds, runs the entrypoint, and does both again after a
// change of a file of the named kinds, which it finds by asking the disk.
package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type config struct {
	root, cmd                     string
	entrypoint, extension, folder []string
	excluded                      *regexp.Regexp
}

func read(path string) config {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var c config
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(strings.TrimSpace(line), " = ")
		if !found || strings.HasPrefix(key, "#") {
			continue
		}
		one := func() (text string) { must(json.Unmarshal([]byte(value), &text)); return }
		list := func() (texts []string) { must(json.Unmarshal([]byte(value), &texts)); return }
		switch key {
		case "root":
			c.root = one()
		case "cmd":
			c.cmd = one()
		case "entrypoint":
			c.entrypoint = list()
		case "include_ext":
			c.extension = list()
		case "exclude_dir":
			c.folder = list()
		case "exclude_regex":
			c.excluded = regexp.MustCompile(strings.Join(list(), "|"))
		}
	}
	return c
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (c config) newest() (newest time.Time) {
	_ = filepath.WalkDir(c.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if entry.IsDir() && slices.Contains(c.folder, entry.Name()) {
			return filepath.SkipDir
		}
		wanted := slices.Contains(c.extension, strings.TrimPrefix(filepath.Ext(path), "."))
		if !wanted || c.excluded.MatchString(path) {
			return nil
		}
		if about, err := entry.Info(); err == nil && about.ModTime().After(newest) {
			newest = about.ModTime()
		}
		return nil
	})
	return newest
}

func main() {
	c := read(os.Args[2])
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGINT, syscall.SIGTERM)
	for {
		seen := c.newest()
		build := exec.Command("sh", "-c", c.cmd)
		build.Dir, build.Stdout, build.Stderr = c.root, os.Stdout, os.Stderr
		var stop func()
		if build.Run() == nil {
			stop = start(c)
		}
		for changed := false; !changed; {
			select {
			case <-ends:
				if stop != nil {
					stop()
				}
				return
			case <-time.After(200 * time.Millisecond):
				changed = c.newest().After(seen)
			}
		}
		if stop != nil {
			stop()
		}
	}
}

func start(c config) (stop func()) {
	program := exec.Command(c.entrypoint[0], c.entrypoint[1:]...)
	program.Dir, program.Stdout, program.Stderr = c.root, os.Stdout, os.Stderr
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(program.Start())
	done := make(chan struct{})
	go func() { _ = program.Wait(); close(done) }()
	return func() {
		signalTree(program.Process.Pid, syscall.SIGINT)
		select {
		case <-done:
			return
		case <-time.After(500 * time.Millisecond):
		}
		signalTree(program.Process.Pid, syscall.SIGKILL)
		<-done
	}
}

// As air 1.67 does: the group, and every process below that has left it, as Delve's own has.
func signalTree(pid int, number syscall.Signal) {
	all := below(pid)
	_ = syscall.Kill(-pid, number)
	for _, one := range all {
		_ = syscall.Kill(one, number)
	}
}

func below(pid int) []int {
	lists, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	var all []int
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, word := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(append(all, child), below(child)...)
			}
		}
	}
	return all
}
