using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>The socket on which new husks report. Each brings the token of the restart that it was started for.</summary>
public sealed class HuskListener : IDisposable
{
    private const int HelloMilliseconds = 5000;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<HuskServer>> awaited = new();
    private readonly UnixSocketListener listener;
    private readonly Thread thread;
    private volatile bool isDisposed;

    /// <summary>Binds the socket (mode 0600), replacing a stale one.</summary>
    public HuskListener(string socketPath)
    {
        SocketPath = socketPath;
        listener = new UnixSocketListener(socketPath);
        thread = new Thread(AcceptAll) { IsBackground = true, Name = "husk listener" };
        thread.Start();
    }

    public string SocketPath { get; }

    /// <summary>
    /// Waits for the keeper that brings this token: the owner of the namespace that the restored processes live in. To be called before the husk's program is
    /// started; a keeper that nobody waits for is sent away.
    /// </summary>
    public async Task<HuskServer> AcceptAsync(string token, CancellationToken cancellation)
    {
        var arrival = new TaskCompletionSource<HuskServer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!awaited.TryAdd(token, arrival))
            throw new InvalidOperationException("two restarts await a husk with the same token");
        try
        {
            return await arrival.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!awaited.TryRemove(token, out _)) // it came in the same moment
                (await arrival.Task.ConfigureAwait(false)).Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        listener.Dispose();
        thread.Join();
        foreach (var arrival in awaited.Values)
            arrival.TrySetException(new ObjectDisposedException(nameof(HuskListener)));
    }

    private void AcceptAll()
    {
        while (!isDisposed)
        {
            var connection = listener.Accept();
            if (connection is not null && !TryGreet(connection))
                connection.Dispose();
        }
    }

    /// <returns>Whether it was one of ours and somebody took it.</returns>
    private unsafe bool TryGreet(SafeFileHandle connection)
    {
        Contract.Hello hello;
        var (pid, user) = UnixSocketListener.PeerOf(connection);
        if (user != Syscall.geteuid()
            || !Poll.IsReadable(connection, HelloMilliseconds)
            || DatagramSocket.TryReceive(connection, &hello, sizeof(Contract.Hello), null) != sizeof(Contract.Hello)
            || hello.Magic != Contract.HelloMagic
            || hello.Version != Contract.Version)
            return false;
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref hello.Token[0], 64);
        var token = Encoding.UTF8.GetString(bytes[..(bytes.IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length)]);
        if (!awaited.TryRemove(token, out var arrival))
            return false;
        arrival.SetResult(new HuskServer(connection, pid, hello));
        return true;
    }
}
