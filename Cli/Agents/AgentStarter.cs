using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Entracte.Cli.Launching;
using Entracte.Cli.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.Cli.Agents;

/// <summary>
/// Starts the agent in the background. The lock that makes it the only one is taken here and inherited by it, so that it is held without a gap
/// from the decision to start until the agent's end, and two commands never start two.
/// </summary>
internal static class AgentStarter
{
    /// <summary>The lock's number in the agent; see --lock-descriptor of entracte-node.</summary>
    public const int LockDescriptor = 3;

    /// <returns>False when an agent runs, or starts, already.</returns>
    public static bool StartUnlessRunning(RuntimeDirectory runtime)
    {
        // Ours is closed as soon as the agent has its own: a command that waits for its agent would otherwise keep the lock of one that dies, for itself and for others.
        using var agentLock = FileLock.Open(runtime.AgentLock);
        if (!FileLock.TryTake(agentLock))
            return false;
        var node = NodeProgram.Find();
        StartThroughIntermediate(node, runtime, agentLock);
        return true;
    }

    // `launch` becomes the program, which must not find a child that it never had: so the agent is a grandchild whose parent ends at once.
    private static void StartThroughIntermediate(string node, RuntimeDirectory runtime, SafeFileHandle agentLock)
    {
        var self = Environment.ProcessPath ?? throw new CommandFailedException("/proc does not show this program's own path; is it mounted?");
        var arguments = new List<string> { self };
        // Run by the dotnet host, the command is its first argument.
        if (Path.GetFileName(self) == "dotnet")
            arguments.Add(Environment.GetCommandLineArgs()[0]);
        arguments.AddRange([Program.SpawnNodeVerb, node, runtime.AgentLog]);
        var intermediate = Spawn.Child(self, arguments, Inherited.EnvironmentWithout(LaunchMark.Variable), (int)agentLock.DangerousGetHandle());
        if (Spawn.Wait(intermediate) != 0)
            throw new CommandFailedException($"The node agent {node} could not be started.");
    }

    /// <summary>What the intermediate does.</summary>
    public static int SpawnNode(string node, string log)
    {
        CloseRange.MarkCloseOnExec(LockDescriptor + 1);
        Spawn.Daemon(node, [node, "--background", "--lock-descriptor", LockDescriptor.ToString()], Inherited.Environment(), log);
        return ExitStatus.Success;
    }
}
