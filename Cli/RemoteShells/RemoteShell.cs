using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Cli.Agents;
using Entracte.Cli.Launching;
using Entracte.Cli.Linux;
using Entracte.Cli.Printing;

namespace Entracte.Cli.RemoteShells;

/// <summary>
/// What a member of a computation starts as <c>ssh</c> or <c>rsh</c>. Where the other host is a node, the remote part is started there as a member as well, and this process
/// becomes one end of the connection to it; otherwise it becomes the real program.
/// </summary>
internal static class RemoteShell
{
    /// <summary>Not for people: the agent's scripts of these names call it.</summary>
    public const string Verb = "--remote-shell";

    private const int SshPort = 22;
    private const int Attempts = 3;

    /// <param name="name">ssh or rsh.</param>
    /// <param name="runtimePath">Of the agent that has made the script.</param>
    /// <param name="arguments">As the real one would have them.</param>
    public static int Start(string name, string runtimePath, string[] arguments)
    {
        var runtime = RuntimeDirectory.At(runtimePath);
        if (Environment.GetEnvironmentVariable(LaunchMark.Variable) is { Length: > 0 } computation && SshCall.Parse(arguments) is { } call
            && (call.User is null || call.User == Environment.UserName) && AgentSocket.SharesPids(runtime))
            BecomeMember(runtime, computation, call);
        throw BecomeReal(name, runtime, arguments.Length);
    }

    /// <summary>Returns when that cannot be.</summary>
    private static void BecomeMember(RuntimeDirectory runtime, string computation, SshCall call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var agent = AgentClient.OpenIfRunning(runtime);
                if (agent?.Get(Routes.Status, ApiJson.Default.AgentStatus) is { } status && FindNode(status, call.Host) is { } target && AddressOf(status, status.Node) is { } own)
                    throw BecomeRelay(agent, computation, call, target, own);
                return;
            }
            catch (CommandFailedException failure) when (failure.Problem is null && failure.ExitStatus == ExitStatus.EntracteFailed && attempt < Attempts)
            {
                // The agent has been replaced meanwhile, or this process has been restarted from an image. What may have been started already finds nobody here, and ends.
            }
            catch (CommandFailedException failure) when (failure.ExitStatus == ExitStatus.EntracteFailed)
            {
                Streams.Error.WriteLine($"entracte: {call.Host} is a node, but the remote part could not be made a part of the computation, and is started outside of it: {failure.Message}");
                return;
            }
        }
    }

    private static CommandFailedException BecomeRelay(AgentClient agent, string computation, SshCall call, NodeStatus target, IPAddress own)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(own, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var offer = agent.Post(
            Routes.RemoteShells,
            new RemoteShellOrder
            {
                Computation = computation,
                Node = target.Name,
                Command = call.Command,
                Environment = [.. Passed(own, port, HostOf(target))],
                Listener = $"{own}:{port}",
            },
            ApiJson.Default.RemoteShellOrder,
            ApiJson.Default.RemoteShellOffer);
        if (!call.HasInput)
            StandardStreams.Replace("/dev/null", null, null);
        var descriptor = Dup.Inheritable(listener.SafeHandle);
        var environment = Inherited.EnvironmentWithout(RemoteShellOffer.SecretVariable);
        environment.Add(Bytes($"{RemoteShellOffer.SecretVariable}={offer.Secret}"));
        return Becoming.Become(Bytes(offer.Program), [.. RemoteShellOffer.Asking(descriptor, call.Host).Prepend(offer.Program).Select(Bytes)], environment);
    }

    /// <summary>What sshd says of the connection, and of the client's environment what Debian's ssh sends and its sshd accepts: the language.</summary>
    private static IEnumerable<string> Passed(IPAddress own, int port, string target)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"SSH_CLIENT={own} {port} {SshPort}");
        yield return string.Create(CultureInfo.InvariantCulture, $"SSH_CONNECTION={own} {port} {target} {SshPort}");
        foreach (var entry in Inherited.Environment().Select(Encoding.UTF8.GetString))
        {
            if (entry.StartsWith("LANG=", StringComparison.Ordinal) || entry.StartsWith("LC_", StringComparison.Ordinal))
                yield return entry;
        }
    }

    /// <summary>By its name, or by an address that no other node has.</summary>
    private static NodeStatus? FindNode(AgentStatus status, string host)
    {
        var nodes = status.Nodes.Where(node => node.Address is not null).ToArray();
        if (nodes.FirstOrDefault(node => node.Name == host) is { } named)
            return named;
        var addresses = Resolve(host).Select(address => address.ToString()).ToHashSet();
        return nodes.Where(node => addresses.Contains(HostOf(node))).ToArray() is [var only] ? only : null;
    }

    private static IPAddress[] Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host, AddressFamily.InterNetwork);
        }
        catch (SocketException)
        {
            // The real one may know it, by its configuration, or say that it does not.
            return [];
        }
    }

    private static IPAddress? AddressOf(AgentStatus status, string? name)
        => status.Nodes.FirstOrDefault(node => node.Name == name && node.Address is not null) is { } own && IPAddress.TryParse(HostOf(own), out var address) ? address : null;

    private static string HostOf(NodeStatus node) => node.Address![..node.Address!.LastIndexOf(':')];

    private static CommandFailedException BecomeReal(string name, RuntimeDirectory runtime, int argumentCount)
    {
        var real = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Where(folder => folder.Length > 0 && folder != runtime.RemoteShells).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return real is null
            ? new CommandFailedException($"{name}: not found.", ExitStatus.ProgramNotFound)
            : Becoming.Become(Bytes(real), [Bytes(name), .. Inherited.LastArguments(argumentCount)], Inherited.Environment());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
