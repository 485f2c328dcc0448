using System.Text.Json;
using System.Text.Json.Serialization;
using Entracte.Api.Agents;
using Entracte.Api.Checkpoints;
using Entracte.Api.Images;
using Entracte.Api.Migrations;
using Entracte.Api.Preflights;
using Entracte.Api.Problems;
using Entracte.Api.Registrations;
using Entracte.Api.Restarts;

namespace Entracte.Api;

/// <summary>How every message is written, by the command (compiled ahead of time, so without reflection) and by the agent alike.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(ComputationKey))]
[JsonSerializable(typeof(KillReport))]
[JsonSerializable(typeof(LaunchOrder))]
[JsonSerializable(typeof(LaunchReport))]
[JsonSerializable(typeof(FrontReport))]
[JsonSerializable(typeof(RemoteShellOrder))]
[JsonSerializable(typeof(RemoteShellOffer))]
[JsonSerializable(typeof(FenceNote))]
[JsonSerializable(typeof(LeaseNote))]
[JsonSerializable(typeof(ServiceNote))]
[JsonSerializable(typeof(SequelOrder))]
[JsonSerializable(typeof(SequelOffer))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(CheckpointOrder))]
[JsonSerializable(typeof(CheckpointEvent))]
[JsonSerializable(typeof(CheckpointReport))]
[JsonSerializable(typeof(RestartOrder))]
[JsonSerializable(typeof(RestartOffer))]
[JsonSerializable(typeof(MigrationOrder))]
[JsonSerializable(typeof(MigrationReport))]
[JsonSerializable(typeof(EvictionOrder))]
[JsonSerializable(typeof(EvictionReport))]
[JsonSerializable(typeof(ImagesQuery))]
[JsonSerializable(typeof(ImageList))]
[JsonSerializable(typeof(ImageCopyOrder))]
[JsonSerializable(typeof(ImageCopyReport))]
[JsonSerializable(typeof(ImagePath))]
[JsonSerializable(typeof(ImageDescription))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(PreflightOrder))]
[JsonSerializable(typeof(PreflightReport))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ApiJson : JsonSerializerContext;
