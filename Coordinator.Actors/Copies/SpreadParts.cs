using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Copies;

/// <summary>An image that is being written is to be copied as its computation has it: what there is of it can go ahead. It never leaves the coordinator.</summary>
/// <param name="Key">The checkpoint that writes it.</param>
/// <param name="Name">Of the row of generations.</param>
/// <param name="ImagesDirectory">The same on all nodes.</param>
/// <param name="Sources">The nodes that write.</param>
internal sealed record SpreadParts(AttemptKey Key, string Name, string ImagesDirectory, StandingOrders Standing, IReadOnlyCollection<string> Sources) : INoSerializationVerificationNeeded;
