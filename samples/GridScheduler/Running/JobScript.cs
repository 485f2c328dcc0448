using Entracte.Coordinator;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Running;

/// <summary>
/// What is launched is a shell that runs the job and writes its exit status down. It is part of the computation: it is checkpointed with the job, and is there again with
/// it, on whatever node.
/// </summary>
internal static class JobScript
{
    private const string Script = """
        status=$1; shift
        "$@"
        echo $? > "$status.new" && mv "$status.new" "$status"
        """;

    public static LaunchRequest RequestFor(Job job, SpoolDirectory spool) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", Script, job.Name, spool.Status(job.Name), .. job.Order.Command],
        Name = job.Name,
        Node = job.Node,
        WorkingDirectory = job.Order.WorkingDirectory,
        ImagesDirectory = spool.Images,
        IntervalSeconds = job.Order.CheckpointSeconds,
        Keep = 2,
        // Where it goes on is ours to say. But a node that is only cut off has to stop it by itself, before we have lost patience and start it elsewhere.
        Policy = new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Fail },
        Streams = new StandardStreams { Output = spool.Output(job.Name), Error = spool.Errors(job.Name) },
    };

    /// <summary>Null: the job has not ended yet.</summary>
    public static int? ExitStatus(string job, SpoolDirectory spool)
        => File.Exists(spool.Status(job)) && int.TryParse(File.ReadAllText(spool.Status(job)), out var status) ? status : null;
}
