using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Schedulers;

/// <summary>A controller and two daemons of Slurm on this machine, with a munge of their own (slurm.conf(5), munged(8)); they end with the session.</summary>
internal sealed class SlurmCluster
{
    private readonly UserSession session;
    private readonly RunningProgram controller;

    public SlurmCluster(UserSession session)
    {
        this.session = session;
        var host = Dns.GetHostName();
        var prolog = session.PathOf("prolog");
        // Slurm empties the environment of a prolog; this session's is the one in which its agent is.
        File.WriteAllText(prolog, $"#!/bin/sh\nexport XDG_RUNTIME_DIR={session.PathOf("run")} XDG_STATE_HOME={session.PathOf("state")} ENTRACTE_NODE={Binaries.Node}\n"
            + $"export PATH={Path.GetDirectoryName(Binaries.Command)}:/usr/sbin:/usr/bin:/sbin:/bin\nexec sh {Script("prolog.sh")}\n");
        File.SetUnixFileMode(prolog, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Configuration, $"""
            ClusterName=entracte
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={session.PathOf("munge.socket")}
            CredType=cred/munge
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            PropagateResourceLimits=NONE
            SlurmdParameters=config_overrides
            SwitchType=switch/none
            MpiDefault=none
            ReturnToService=2
            SchedulerParameters=sched_interval=1,batch_sched_delay=1
            Prolog={prolog}
            StateSaveLocation={Directory.CreateDirectory(session.PathOf("controller")).FullName}
            SlurmctldPidFile={session.PathOf("controller.pid")}
            SlurmdSpoolDir={session.PathOf("%n")}
            SlurmdPidFile={session.PathOf("%n.pid")}
            NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=1 RealMemory=100
            NodeName=node2 NodeHostname={host} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=1 RealMemory=100
            PartitionName=all Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP

            """);
        StartMunge();
        controller = StartDaemon("slurmctld", "-D", "-f", Configuration);
        foreach (var node in new[] { "node1", "node2" })
        {
            Directory.CreateDirectory(session.PathOf(node));
            StartDaemon("slurmd", "-D", "-N", node, "-f", Configuration);
        }

        Waiting.Until("two idle nodes", () => Slurm("sinfo", "-h", "-t", "idle", "-o", "%D").Trim() == "2", Explain);
    }

    private string Configuration => session.PathOf("slurm.conf");

    /// <summary>One of samples/Slurm.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "slurm", name);

    /// <returns>The job's number.</returns>
    public string Submit(string output, string[] options, params string[] command)
        => Slurm("sbatch", ["--parsable", $"--output={output}", "--export=ALL", .. options, Script("job.sh"), .. command]).Trim();

    /// <summary>PENDING, RUNNING and so on; empty when it is in no queue any more.</summary>
    public string StateOf(string job) => Slurm("squeue", "-h", "-o", "%T", "-j", job).Trim();

    /// <summary>
    /// It need not wait for the two minutes that Slurm lets a job wait that was queued again. But its node refuses what the controller has signed in the second of
    /// the end or before ("credential revoked").
    /// </summary>
    public void StartAgain(string job)
    {
        Waiting.Until("the job in the queue", () => StateOf(job) == "PENDING", Explain);
        Slurm("scontrol", "update", $"JobId={job}", "StartTime=now+5");
        Waiting.Until("the job's next start", () => StateOf(job) == "RUNNING", Explain);
    }

    public string Show(string job) => Slurm("scontrol", "show", "job", job);

    public void Requeue(string job) => Slurm("scontrol", "requeue", job);

    public string Explain() => controller.Explain();

    private string Slurm(string program, params string[] arguments)
    {
        var result = session.RunProgram("/usr/bin/env", [$"SLURM_CONF={Configuration}", $"PATH={Path.GetDirectoryName(Binaries.Command)}:{Environment.GetEnvironmentVariable("PATH")}",
            $"ENTRACTE_IMAGES={session.Images}", InstalledProgram.Get(program), .. arguments]);
        return result.Output;
    }

    private RunningProgram StartDaemon(string program, params string[] arguments)
        => session.StartUnknown(program, ["/usr/bin/env", $"SLURM_CONF={Configuration}", InstalledProgram.Get(program), .. arguments]);

    private void StartMunge()
    {
        var key = session.PathOf("munge.key");
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(1024));
        File.SetUnixFileMode(key, UnixFileMode.UserRead);
        StartDaemon(
            "munged", "--foreground", "--force", "--num-threads=2", $"--key-file={key}", $"--socket={session.PathOf("munge.socket")}",
            $"--pid-file={session.PathOf("munge.pid")}", $"--log-file={session.PathOf("munge.log")}", $"--seed-file={session.PathOf("munge.seed")}");
        Waiting.Until("munge", () => File.Exists(session.PathOf("munge.socket")), session.Explain);
    }

    private static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
