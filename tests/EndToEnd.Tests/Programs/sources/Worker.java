import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

/** Forty threads: some fill the heap with objects that die at once or live a while, some sort, some pass messages, some sleep in a schedule. */
public class Worker {
    static volatile boolean done;
    static final AtomicLong wrong = new AtomicLong(), rounds = new AtomicLong();

    static void check(boolean right) {
        if (!right) wrong.incrementAndGet();
        rounds.incrementAndGet();
    }

    static void fillHeap(int seed) {
        Map<Integer, byte[]> kept = new HashMap<>();
        Random random = new Random(seed);
        for (int i = 0; !done; i++) {
            byte[] block = new byte[1000 + random.nextInt(20000)];
            Arrays.fill(block, (byte) i);
            kept.put(i % 100, block);
            byte[] old = kept.get((i + 50) % 100);
            if (old != null) check(old[0] == old[old.length - 1]);
            if (i % 50 == 0) pause(2);
        }
    }

    static void sort(int seed) {
        while (!done) {
            int[] numbers = new Random(seed).ints(5000).toArray();
            int[] sorted = numbers.clone();
            Arrays.sort(sorted);
            check(Arrays.stream(numbers).asLongStream().sum() == Arrays.stream(sorted).asLongStream().sum() && sorted[0] <= sorted[4999]);
            pause(2);
        }
    }

    static void pause(int milliseconds) {
        try { Thread.sleep(milliseconds); } catch (InterruptedException end) { Thread.currentThread().interrupt(); }
    }

    public static void main(String[] arguments) throws Exception {
        Path finish = Path.of(arguments[0]);
        List<Thread> threads = new ArrayList<>();
        SynchronousQueue<Long> handover = new SynchronousQueue<>();
        for (int i = 0; i < 18; i++) { int seed = i; threads.add(new Thread(() -> fillHeap(seed))); threads.add(new Thread(() -> sort(seed))); }
        threads.add(new Thread(() -> { try { for (long i = 0; !done; i++) { handover.put(i); pause(1); } handover.put(-1L); } catch (InterruptedException end) { check(false); } }));
        threads.add(new Thread(() -> { try { long expected = 0; for (long got; (got = handover.take()) >= 0; expected++) check(got == expected); } catch (InterruptedException end) { check(false); } }));
        threads.forEach(Thread::start);
        ScheduledExecutorService schedule = Executors.newScheduledThreadPool(3);
        AtomicLong beats = new AtomicLong();
        schedule.scheduleAtFixedRate(beats::incrementAndGet, 1, 5, TimeUnit.MILLISECONDS);
        for (int step = 0; !Files.exists(finish); step++) {
            pause(50);
            System.out.println("step " + step);
        }
        done = true;
        for (Thread thread : threads) thread.join();
        schedule.shutdownNow();
        System.out.println(wrong.get() == 0 && rounds.get() > 0 && beats.get() > 0 ? "right" : "wrong: " + wrong.get());
    }
}
