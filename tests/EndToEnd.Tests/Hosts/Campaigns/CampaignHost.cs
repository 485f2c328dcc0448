using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>A host whose agent and power come and go.</summary>
internal sealed class CampaignHost(int number, HostCluster cluster) : IDisposable
{
    private readonly HostGroup group = new();
    private Member? member;

    public int Number => number;
    public string Name => $"host{number}";
    public HostGroup Group => group;

    public bool HasAgent => AgentPid() is not null;

    private Member Member => member ?? throw new HarnessException($"{Name} has never been on");

    /// <summary>What holds it together outlives every agent.</summary>
    private bool IsOn => group.Pids.Any(pid => ProcessTable.Lives(pid) && HostCluster.IsInit(pid));

    /// <summary>Starts whatever of host and agent is not there.</summary>
    /// <param name="joining">A host with an agent; this one itself founds the cluster.</param>
    public void Boot(int joining)
    {
        if (HasAgent)
            return;
        if (member is not null)
            File.Delete(Socket);
        member = IsOn ? cluster.BootAgain(Member, joining) : cluster.Boot(number, joining);
        HostCluster.KeepPowered(member);
        group.Gather(HostCluster.InitOf(Member));
    }

    public void KillAgent()
    {
        if (AgentPid() is { } pid)
            ProcessTable.Kill(pid, Signum.SIGKILL);
    }

    /// <summary>What is there in the place of sshd, and parent of what was started through ssh; null: nothing was, or it is elsewhere now.</summary>
    public int? Sshd() => ProcessTable.ServingSsh(group.Pids).Select(pid => (int?)pid).FirstOrDefault();

    public void KillSshd()
    {
        if (Sshd() is { } pid)
            ProcessTable.Kill(pid, Signum.SIGKILL);
    }

    /// <summary>Runs the command with this host's agent, and never starts one.</summary>
    public CommandResult Run(params string[] arguments) => Member.Session.RunProgram(InstalledProgram.Get("env"), [NoOtherAgent, Binaries.Command, .. arguments]);

    /// <summary>Several, one after the other as long as they succeed, without waiting for the end.</summary>
    public RunningProgram Start(IEnumerable<string> commands)
        => Member.Session.StartUnknown("order", InstalledProgram.Get("env"), NoOtherAgent, "sh", "-c", string.Join(" && ", commands.Select(command => $"{Binaries.Command} {command}")));

    public JsonObject? Status()
    {
        if (!HasAgent || group.IsFrozen || !File.Exists(Socket))
            return null;
        var asked = Run("status", "--json");
        return asked.ExitStatus == 0 ? JsonNode.Parse(asked.Output)!.AsObject() : null;
    }

    public string Explain() => member is null ? "" : $"===== {Name}\n{Member.Agent.Explain()}";

    /// <summary>What all agents of this host have said, the earlier ones as well.</summary>
    public void CopyLogs(string folder)
    {
        if (member is not null)
            foreach (var file in Directory.EnumerateFiles(Member.Session.Folder, "agent.*"))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }

    public void Dispose() => group.Dispose();

    private const string NoOtherAgent = "ENTRACTE_NODE=/bin/false";

    private string Socket => Path.Combine(Member.Session.Folder, "run", "entracte", "agent.sock");

    private int? AgentPid() => group.Pids.Where(ProcessTable.IsAgent).Select(pid => (int?)pid).FirstOrDefault();
}
