using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Entracte.ManagedWorker;

/// <summary>A server and a client in two processes, over TCP and over a unix socket; each answer is a digest over all that its connection has said so far.</summary>
internal sealed class Conversation(string finish, string folder)
{
    private const int Connections = 6;
    private long rounds;

    public async Task<int> ServeAsync()
    {
        var path = Path.Combine(folder, "conversation.socket");
        using var unix = Listen(new UnixDomainSocketEndPoint(path), ProtocolType.Unspecified);
        using var tcp = Listen(new IPEndPoint(IPAddress.Loopback, 0), ProtocolType.Tcp);
        var port = ((IPEndPoint)tcp.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        using var client = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["client", port, path, finish, folder]))!;
        await Task.WhenAll(AcceptAsync(unix), AcceptAsync(tcp));
        await client.WaitForExitAsync();
        Console.WriteLine(client.ExitCode == 0 ? "right" : $"wrong: {client.ExitCode}");
        return client.ExitCode;
    }

    public async Task<int> AskAsync(int port, string path)
    {
        Task[] work = [.. Enumerable.Range(0, Connections).Select(number => AskAsync(number, number % 2 == 0 ? new IPEndPoint(IPAddress.Loopback, port) : new UnixDomainSocketEndPoint(path)))];
        var all = Task.WhenAll(work);
        for (var step = 0; await Task.WhenAny(all, Task.Delay(20)) != all;)
        {
            if (Interlocked.Read(ref rounds) >= 20L * (step + 1))
                Console.WriteLine($"step {step++}");
        }
        await all;
        return 0;
    }

    private static Socket Listen(EndPoint address, ProtocolType protocol)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        listener.Bind(address);
        listener.Listen();
        return listener;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        var answering = new List<Task>();
        for (var number = 0; number < Connections / 2; number++)
            answering.Add(AnswerAsync(await listener.AcceptAsync()));
        await Task.WhenAll(answering);
    }

    private static async Task AnswerAsync(Socket connection)
    {
        await using var stream = new NetworkStream(connection, ownsSocket: true);
        using var soFar = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[sizeof(int)];
        while (await stream.ReadAtLeastAsync(length, sizeof(int), throwOnEndOfStream: false) == sizeof(int))
        {
            var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            await stream.ReadExactlyAsync(message);
            soFar.AppendData(message);
            await stream.WriteAsync(soFar.GetCurrentHash());
        }
    }

    private async Task AskAsync(int seed, EndPoint server)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        await socket.ConnectAsync(server);
        await using var stream = new NetworkStream(socket);
        using var soFar = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var answer = new byte[SHA256.HashSizeInBytes];
        for (var number = 0; !File.Exists(finish); number++)
        {
            var message = new byte[sizeof(int) + (number * 7919 + seed) % 100000];
            BinaryPrimitives.WriteInt32LittleEndian(message, message.Length - sizeof(int));
            message.AsSpan(sizeof(int)).Fill((byte)(number + seed));
            soFar.AppendData(message.AsSpan(sizeof(int)));
            await stream.WriteAsync(message);
            await stream.ReadExactlyAsync(answer);
            if (!answer.AsSpan().SequenceEqual(soFar.GetCurrentHash()))
                throw new InvalidDataException($"answer {number} of connection {seed} is wrong");
            Interlocked.Increment(ref rounds);
            await Task.Delay(1);
        }
    }
}
