// A thousand goroutines in a ring pass numbered tokens, others sort and allocate, timers tick; all of it on a static binary with its own run-time.
package main

import (
	"fmt"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

var wrong, rounds int64

func check(right bool) {
	if !right {
		atomic.AddInt64(&wrong, 1)
	}
	atomic.AddInt64(&rounds, 1)
}

func ring(done chan struct{}, members int, wait *sync.WaitGroup) {
	first := make(chan int)
	in := first
	for i := 0; i < members; i++ {
		out := make(chan int)
		go func(in, out chan int) {
			for token := range in {
				out <- token + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		defer wait.Done()
		for start := 0; ; start++ {
			select {
			case <-done:
				close(first)
				return
			case first <- start:
				check(<-in == start+members)
				time.Sleep(time.Millisecond)
			}
		}
	}()
}

func sorter(done chan struct{}, seed int, wait *sync.WaitGroup) {
	defer wait.Done()
	for {
		select {
		case <-done:
			return
		case <-time.After(time.Millisecond):
			numbers := make([]int, 3000)
			for i := range numbers {
				numbers[i] = (i*7919 + seed) % 3001
			}
			sort.Ints(numbers)
			check(sort.IntsAreSorted(numbers))
		}
	}
}

func main() {
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Add(13)
	for i := 0; i < 10; i++ {
		go sorter(done, i, &wait)
	}
	for i := 0; i < 3; i++ {
		ring(done, 400, &wait)
	}
	for step := 0; ; step++ {
		if _, err := os.Stat(os.Args[1]); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
		fmt.Println("step", step)
	}
	close(done)
	wait.Wait()
	if wrong == 0 && rounds > 0 {
		fmt.Println("right")
	} else {
		fmt.Println("wrong", wrong)
	}
}
