using Akka.Actor;

namespace Entracte.Coordinator.Copies;

/// <summary>A node that images come from or go to.</summary>
/// <param name="Agent">Its agent.</param>
/// <param name="Path">The agent's path, with the address by which other nodes find it.</param>
internal sealed record CopyPlace(IActorRef Agent, string Path);
