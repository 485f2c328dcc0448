import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.atomic.*;
import java.util.zip.CRC32;

/** A server with a selector and a client with threads, in two virtual machines; each answer is the checksum over all that its connection has said so far. */
public class Pair {
    static final class Talk {
        final ByteBuffer in = ByteBuffer.allocate(70000);
        final CRC32 soFar = new CRC32();
    }

    static void serve(ServerSocketChannel server, Process client) throws IOException {
        Selector selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        while (client.isAlive() || selector.keys().size() > 1) {
            selector.select(100);
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                SelectionKey key = keys.next();
                if (key.isAcceptable()) {
                    SocketChannel connection = server.accept();
                    connection.configureBlocking(false);
                    connection.register(selector, SelectionKey.OP_READ, new Talk());
                } else if (!answer((SocketChannel) key.channel(), (Talk) key.attachment())) {
                    key.channel().close();
                }
            }
        }
    }

    static boolean answer(SocketChannel connection, Talk talk) throws IOException {
        if (connection.read(talk.in) < 0) return false;
        talk.in.flip();
        while (talk.in.remaining() >= 4 && talk.in.remaining() >= 4 + talk.in.getInt(talk.in.position())) {
            byte[] message = new byte[talk.in.getInt()];
            talk.in.get(message);
            talk.soFar.update(message);
            ByteBuffer out = ByteBuffer.allocate(8).putLong(talk.soFar.getValue()).flip();
            while (out.hasRemaining()) connection.write(out);
        }
        talk.in.compact();
        return true;
    }

    static void ask(int port, Path finish, int seed, AtomicLong rounds) throws IOException {
        Random random = new Random(seed);
        CRC32 soFar = new CRC32();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            while (!Files.exists(finish)) {
                byte[] message = new byte[random.nextInt(60000)];
                random.nextBytes(message);
                soFar.update(message);
                out.writeInt(message.length);
                out.write(message);
                out.flush();
                if (in.readLong() != soFar.getValue()) throw new IllegalStateException("wrong answer");
                rounds.incrementAndGet();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("server")) {
            ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
            String java = ProcessHandle.current().info().command().get();
            Process client = new ProcessBuilder(java, "-Xmx64m", "-cp", System.getProperty("java.class.path"), "Pair", "client",
                String.valueOf(server.socket().getLocalPort()), arguments[1], arguments[2]).inheritIO().start();
            serve(server, client);
            System.out.println(client.waitFor() == 0 ? "right" : "wrong: " + client.exitValue());
            return;
        }
        AtomicLong rounds = new AtomicLong();
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            Thread thread = new Thread(() -> {
                try { ask(Integer.parseInt(arguments[1]), Path.of(arguments[2]), seed, rounds); } catch (Exception end) { end.printStackTrace(); wrong.incrementAndGet(); }
            });
            thread.start();
            threads.add(thread);
        }
        for (int step = 0; threads.stream().anyMatch(Thread::isAlive); Thread.sleep(20))
            if (rounds.get() >= 20L * (step + 1)) System.out.println("step " + step++);
        System.exit(wrong.get());
    }
}
