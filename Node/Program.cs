using Akka.Actor;
using Akka.Configuration;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Fencing;
using Entracte.Node.Keys;
using Mono.Unix.Native;

namespace Entracte.Node;

/// <summary>entracte-node: the node agent's process, one per user and machine.</summary>
internal static class Program
{
    private const int Failed = 125;
    private const int Usage = 2;

    // Nothing that the agent creates is anybody else's business.
    private const FilePermissions OthersMask = FilePermissions.S_IRWXG | FilePermissions.S_IRWXO;

    public static Task<int> Main(string[] arguments) => RunAsync(arguments, static ports => ports);

    /// <param name="around">What is put around the ports on which the actors stand.</param>
    internal static async Task<int> RunAsync(string[] arguments, Func<EntractePorts, EntractePorts> around)
    {
        if (AgentOptions.Parse(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync(AgentOptions.Usage);
            return Usage;
        }

        try
        {
            return await RunAsync(options, arguments, around);
        }
        catch (Exception failure) when (failure is RuntimeDirectoryException or ClusterRefusedException or ConfigurationException or AkkaException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"entracte-node: {failure.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(AgentOptions options, string[] arguments, Func<EntractePorts, EntractePorts> around)
    {
        Syscall.umask(OthersMask);
        if (options.MakeKeys is { } directory)
        {
            KeyMaker.Make(new ClusterKeys(Path.GetFullPath(directory)));
            return 0;
        }

        var runtime = RuntimeDirectory.OfThisUser();
        if (options.IsFence)
            return FenceLoop.Run(runtime);
        var config = AgentConfiguration.Of(runtime, options, out var membership);
        if (membership is not null)
            TrustedAuthority.Require(membership.Keys, arguments);
        using var agentLock = AgentLock.Take(runtime, options.LockDescriptor);
        if (agentLock is null)
        {
            await Console.Error.WriteLineAsync($"entracte-node: another agent serves {runtime.AgentSocket} already; entracte stop ends it.");
            return Failed;
        }

        if (options.Background)
            // No mounted file system must be kept busy by an agent that nobody sees.
            Environment.CurrentDirectory = "/";
        await using var agent = new Agent(runtime, config, membership, around);
        return await agent.RunAsync() ? 0 : Failed;
    }
}
