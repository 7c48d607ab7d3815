// miniredis [-clock] FILE: miniredis on a free port of 127.0.0.1, which is written to FILE.
//
// In miniredis no time passes for keys unless a test says so. Without -clock that is left as it is; with it, the time that
// passes is passed on every ten milliseconds.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func fail(err error) {
	fmt.Fprintln(os.Stderr, "miniredis:", err)
	os.Exit(1)
}

func main() {
	clock := flag.Bool("clock", false, "let time pass")
	flag.Parse()
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		fail(err)
	}
	file := flag.Arg(0)
	if err := os.WriteFile(file+".new", []byte(server.Port()+"\n"), 0o644); err != nil {
		fail(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		fail(err)
	}
	last := time.Now()
	for range time.Tick(10 * time.Millisecond) {
		if now := time.Now(); *clock {
			server.FastForward(now.Sub(last))
			last = now
		}
	}
}
