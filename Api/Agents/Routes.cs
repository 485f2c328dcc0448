namespace Entracte.Api.Agents;

/// <summary>The paths of the agent's HTTP interface. Reports are JSON, failures are application/problem+json (<see cref="Problems.Problem"/>).</summary>
public static class Routes
{
    /// <summary>GET: <see cref="AgentStatus"/>.</summary>
    public const string Status = "/status";

    /// <summary>POST <see cref="Checkpoints.CheckpointOrder"/>: newline-delimited <see cref="Checkpoints.CheckpointEvent"/>, the last one a report or a problem.</summary>
    public const string Checkpoints = "/checkpoints";

    /// <summary>POST <see cref="Restarts.RestartOrder"/>: <see cref="Restarts.RestartOffer"/>.</summary>
    public const string Restarts = "/restarts";

    /// <summary>POST <see cref="Migrations.MigrationOrder"/>: <see cref="Migrations.MigrationReport"/>.</summary>
    public const string Migrations = "/migrations";

    /// <summary>POST <see cref="Migrations.EvictionOrder"/>: <see cref="Migrations.EvictionReport"/>.</summary>
    public const string Evictions = "/evictions";

    /// <summary>POST <see cref="Images.ImagesQuery"/>: <see cref="Images.ImageList"/>.</summary>
    public const string Images = "/images";

    /// <summary>POST <see cref="Images.ImageCopyOrder"/>: <see cref="Images.ImageCopyReport"/>.</summary>
    public const string ImageCopies = "/images/copies";

    /// <summary>POST <see cref="Images.ImagePath"/>: <see cref="Images.ImageDescription"/>.</summary>
    public const string Inspections = "/inspections";

    /// <summary>POST <see cref="Images.ImagePath"/>: <see cref="Images.Verification"/>.</summary>
    public const string Verifications = "/verifications";

    /// <summary>POST <see cref="Preflights.PreflightOrder"/>: <see cref="Preflights.PreflightReport"/>.</summary>
    public const string Preflights = "/preflights";

    /// <summary>POST <see cref="LaunchOrder"/>: <see cref="LaunchReport"/>.</summary>
    public const string Launches = "/launches";

    /// <summary>POST <see cref="RemoteShellOrder"/>: <see cref="RemoteShellOffer"/>.</summary>
    public const string RemoteShells = "/remote-shells";

    /// <summary>POST <see cref="ComputationKey"/>: <see cref="KillReport"/>.</summary>
    public const string Kills = "/kills";

    /// <summary>GET: <see cref="FrontReport"/>.</summary>
    public const string Front = "/front";

    /// <summary>POST <see cref="SequelOrder"/>: <see cref="SequelOffer"/>.</summary>
    public const string Sequels = "/sequels";

    /// <summary>POST: the agent answers 202 and ends; computations run on.</summary>
    public const string Stop = "/stop";
}
