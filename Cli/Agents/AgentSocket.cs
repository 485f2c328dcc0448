using System.Diagnostics;
using System.Net.Sockets;
using Entracte.Api.Agents;
using Entracte.Api.Linux;

namespace Entracte.Cli.Agents;

/// <summary>Connections to the agent's socket, with an agent at its other end.</summary>
internal static class AgentSocket
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;
    private static readonly TimeSpan PatienceWithStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>Null when nobody listens: no agent, or only the socket file of one that has died.</summary>
    public static Socket? TryConnect(RuntimeDirectory runtime)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(runtime.AgentSocket));
            return socket;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable or SocketError.SocketError)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Whether the agent has a pid for us (SO_PEERCRED, unix(7)): a computation that was restarted in namespaces is in another one, and nobody there can be joined from outside.</summary>
    public static bool SharesPids(RuntimeDirectory runtime)
    {
        using var socket = TryConnect(runtime);
        var credentials = new byte[3 * sizeof(int)];
        return socket?.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials) == credentials.Length && BitConverter.ToInt32(credentials) != 0;
    }

    /// <summary>Starts an agent where none answers, and waits until it does.</summary>
    public static Socket ConnectOrStart(RuntimeDirectory runtime)
    {
        if (TryConnect(runtime) is { } running)
            return running;
        var startedHere = AgentStarter.StartUnlessRunning(runtime);
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < PatienceWithStart; Thread.Sleep(BetweenTries))
        {
            if (TryConnect(runtime) is { } started)
                return started;
            if (!IsLocked(runtime))
                startedHere = StartAgain(runtime, startedHere);
        }

        throw new CommandFailedException($"The node agent does not answer on {runtime.AgentSocket} after {PatienceWithStart.TotalSeconds} s; see {runtime.AgentLog}.");
    }

    // The lock was held when we came, by an agent that was ending, or by somebody who looked at it as we do here.
    private static bool StartAgain(RuntimeDirectory runtime, bool startedHere) => startedHere
        ? throw new CommandFailedException($"The node agent ended while it was starting. The end of {runtime.AgentLog}:\n{EndOf(runtime.AgentLog)}")
        : AgentStarter.StartUnlessRunning(runtime);

    /// <summary>A living agent, also one that is starting or ending, holds the lock all the time.</summary>
    public static bool IsLocked(RuntimeDirectory runtime)
    {
        using var agentLock = FileLock.Open(runtime.AgentLock);
        return !FileLock.TryTake(agentLock);
    }

    private static string EndOf(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "(there is none)";
}
