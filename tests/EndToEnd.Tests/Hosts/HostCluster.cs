using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Agents on simulated hosts, each with a session of its own, as one cluster.</summary>
/// <param name="withOwnPids">A host sees no processes but its own.</param>
/// <param name="settings">Of every member.</param>
/// <param name="asPlainUser">Root only builds the hosts; agents and programs are <see cref="PlainUser"/>'s.</param>
internal sealed class HostCluster(bool withOwnPids = false, string settings = HostCluster.Settings, bool asPlainUser = false) : IDisposable
{
    /// <summary>Of every member: quick to decide about one that is gone.</summary>
    public const string Settings = """
        entracte.coordinator.answer-timeout = 20s
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 5s
        akka.cluster.split-brain-resolver.stable-after = 3s
        """;

    private readonly UserSession keyMaker = new(asPlainUser);
    private readonly Dictionary<int, UserSession> sessions = [];

    public HostNetwork Network { get; } = new();

    public string Keys => keyMaker.PathOf("keys");

    /// <summary>A directory that every host has, each its own, where hosts see no processes but their own.</summary>
    public string Disk => keyMaker.DirectoryOf("disk");

    /// <summary>What a host sees there.</summary>
    public string DiskOf(int number) => keyMaker.DirectoryOf($"disk{number}");

    public UserSession SessionOf(int number) => sessions[number];

    /// <summary>Starts the agent of a host, which is made where it is new. The first founds the cluster.</summary>
    public Member Boot(int number, int joining = 1)
    {
        if (sessions.Count == 0)
            keyMaker.Succeed("keys", Keys);
        if (!sessions.TryGetValue(number, out var session))
        {
            Network.Add(number);
            session = sessions[number] = new UserSession(asPlainUser);
            File.WriteAllText(session.PathOf("node.conf"), settings);
        }

        var place = Place(number, joining);
        var name = $"host{number}";
        var command = session.Becoming([Binaries.Command, "node", "--keys", Keys, "--config", session.PathOf("node.conf"), .. place]);
        var agent = session.StartAsOurselves("agent", withOwnPids ? Network.OnApart(number, name, PowerOf(session), DiskOf(number), Disk, command) : Network.On(number, name, command));
        var member = new Member(name, session, agent);
        Waiting.Until($"{name} as a member", () => AgentCluster.Nodes(member).ContainsKey(name), agent.Explain);
        return member;
    }

    /// <summary>Starts another agent on a host that has outlived the one before.</summary>
    public Member BootAgain(Member member, int joining = 1)
    {
        var init = InitOf(member);
        var session = member.Session;
        // As long as nobody serves it, asking there would start an agent that is no member.
        File.Delete(Path.Combine(session.Folder, "run", "entracte", "agent.sock"));
        var place = Place(int.Parse(member.Name[^1..]), joining);
        var agent = session.StartAsOurselves("agent", Inside(init, session.Becoming([Binaries.Command, "node", "--keys", keyMaker.PathOf("keys"), "--config", session.PathOf("node.conf"), .. place])));
        var again = new Member(member.Name, session, agent);
        Waiting.Until($"{member.Name} as a member again", () => AgentCluster.Nodes(again).ContainsKey(member.Name), agent.Explain);
        return again;
    }

    /// <summary>A command as one that somebody on the host types.</summary>
    public static string[] Inside(Member member, params string[] command) => Inside(InitOf(member), member.Session.Becoming(command));

    /// <summary>Runs it there.</summary>
    public static RunningProgram Start(Member member, string name, params string[] command) => member.Session.StartAsOurselves(name, Inside(member, command));

    /// <summary>The shell that is pid 1 on the host. A moment after it has forked there are two of its command line.</summary>
    public static int InitOf(Member member) => member.Session.Processes().Single(IsInit);

    public static bool IsInit(int pid) => ProcessTable.CommandLine(pid).StartsWith("sh -c hostname", StringComparison.Ordinal) && ProcessTable.InnermostPid(pid) == 1;

    /// <summary>From now on the host outlives its agent.</summary>
    public static void KeepPowered(Member member) => File.WriteAllText(PowerOf(member.Session), "");

    /// <summary>All that runs on the host is gone at once.</summary>
    public static void PowerOff(Member member) => member.Agent.Kill();

    public static void WaitForNodes(Member member, params string[] names)
        => Waiting.Until($"{string.Join(", ", names)} as the nodes that {member.Name} sees", () => AgentCluster.Nodes(member).Keys.Order().SequenceEqual(names), member.Agent.Explain);

    public static List<int> Pids(Member member, string name)
        => [.. AgentCluster.Status(member)?["computations"]!.AsArray().Where(each => (string?)each!["name"] == name)
            .SelectMany(each => each!["pids"]!.AsArray()).Select(pid => (int)pid!) ?? []];

    private static string[] Inside(int init, string[] command) => ["nsenter", "--target", $"{init}", "--net", "--uts", "--pid", "--mount", .. command];

    private static string[] Place(int number, int joining) => number == joining ? ["--listen", HostNetwork.AddressOf(number)] : ["--join", HostNetwork.AddressOf(joining)];

    private static string PowerOf(UserSession session) => session.PathOf("power");

    public void Dispose()
    {
        // One that does not end must not keep the others' processes, nor the network.
        var failures = new List<Exception>();
        IDisposable[] all = [.. sessions.Values, keyMaker, Network];
        foreach (var each in all)
        {
            try
            {
                each.Dispose();
            }
            catch (Exception failure) when (failure is HarnessException or IOException)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }
}
