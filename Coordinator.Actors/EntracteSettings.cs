using Akka.Configuration;

namespace Entracte.Coordinator;

/// <summary>The section <c>entracte</c> of the configuration; reference.hocon explains every key.</summary>
internal sealed record EntracteSettings
{
    public required string NodeName { get; init; }
    public required string ImagesDirectory { get; init; }
    public required TimeSpan ReportInterval { get; init; }
    public required TimeSpan LookInterval { get; init; }
    public required TimeSpan NudgeInterval { get; init; }
    public required TimeSpan ProgressInterval { get; init; }
    public required TimeSpan SilenceMax { get; init; }
    public required string CoordinatorRole { get; init; }

    /// <summary>Where nodes of other clusters are expected to listen when nobody says otherwise.</summary>
    public required int ClusterPort { get; init; }
    public required TimeSpan CoordinatorAnswerTimeout { get; init; }
    public required TimeSpan NodeUnreachableAfter { get; init; }
    public required TimeSpan Lease { get; init; }
    public required TimeSpan LeaseGrace { get; init; }
    public required TimeSpan UndoTimeout { get; init; }
    public required TimeSpan StepTimeout { get; init; }
    public required TimeSpan DrainTimeout { get; init; }
    public required TimeSpan HuskTimeout { get; init; }
    public required TimeSpan TransientPatience { get; init; }
    public required TimeSpan TransientPause { get; init; }
    public required TimeSpan CopySilence { get; init; }
    public required TimeSpan CopyPatience { get; init; }

    /// <summary>What a step that moves memory is given in addition for each byte, expressed as the slowest rate that is borne (bytes per second).</summary>
    public required long SlowestBytesPerSecond { get; init; }
    public required int WatchBufferEvents { get; init; }
    public required TimeSpan MeanTimeBetweenFailures { get; init; }
    public required TimeSpan FirstInterval { get; init; }
    public required TimeSpan ShortestInterval { get; init; }
    public required TimeSpan LongestInterval { get; init; }
    public required TimeSpan LeaveRetry { get; init; }

    /// <param name="config">The whole configuration, with the reference below it.</param>
    public static EntracteSettings Of(Config config)
    {
        var entracte = config.GetConfig("entracte");
        return new()
        {
            NodeName = entracte.GetString("node.name") is { Length: > 0 } name ? name : Environment.MachineName,
            ImagesDirectory = DirectoryOf(entracte.GetString("images.directory")),
            ReportInterval = entracte.GetTimeSpan("node.report-interval"),
            LookInterval = entracte.GetTimeSpan("node.look-interval"),
            NudgeInterval = entracte.GetTimeSpan("attempt.nudge-interval"),
            ProgressInterval = entracte.GetTimeSpan("attempt.progress-interval"),
            SilenceMax = entracte.GetTimeSpan("attempt.silence-max"),
            ClusterPort = entracte.GetInt("cluster.port"),
            CoordinatorRole = entracte.GetString("coordinator.role"),
            CoordinatorAnswerTimeout = entracte.GetTimeSpan("coordinator.answer-timeout"),
            NodeUnreachableAfter = entracte.GetTimeSpan("coordinator.node-unreachable-after"),
            Lease = entracte.GetTimeSpan("fencing.lease"),
            LeaseGrace = entracte.GetTimeSpan("fencing.grace"),
            UndoTimeout = entracte.GetTimeSpan("attempt.undo-timeout"),
            StepTimeout = entracte.GetTimeSpan("attempt.step-timeout"),
            DrainTimeout = entracte.GetTimeSpan("attempt.drain-timeout"),
            HuskTimeout = entracte.GetTimeSpan("attempt.husk-timeout"),
            TransientPatience = entracte.GetTimeSpan("attempt.transient-patience"),
            TransientPause = entracte.GetTimeSpan("attempt.transient-pause"),
            CopySilence = entracte.GetTimeSpan("copy.silence"),
            CopyPatience = entracte.GetTimeSpan("copy.patience"),
            SlowestBytesPerSecond = entracte.GetByteSize("attempt.slowest-bytes-per-second") ?? throw new ConfigurationException("entracte.attempt.slowest-bytes-per-second is missing"),
            WatchBufferEvents = entracte.GetInt("watch.buffer-events"),
            MeanTimeBetweenFailures = entracte.GetTimeSpan("interval.mean-time-between-failures"),
            FirstInterval = entracte.GetTimeSpan("interval.first"),
            ShortestInterval = entracte.GetTimeSpan("interval.shortest"),
            LongestInterval = entracte.GetTimeSpan("interval.longest"),
            LeaveRetry = entracte.GetTimeSpan("node.leave-retry"),
        };
    }

    private static string DirectoryOf(string configured)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named ? named : Path.Combine(home, ".local", "state");
        return configured switch
        {
            "" => Path.Combine(state, "entracte", "images"),
            ['~', '/', .. var below] => Path.Combine(home, below),
            _ => Path.GetFullPath(configured),
        };
    }
}
