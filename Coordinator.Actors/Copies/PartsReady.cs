using Akka.Actor;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Copies;

/// <summary>These files can be sent ahead. It never leaves the node.</summary>
internal sealed record PartsReady(SendParts Order, IReadOnlyList<CopiedFile> Files) : INoSerializationVerificationNeeded;
