namespace Akka.Actor;

/// <summary>A message on its way to another system, where the names are looked up.</summary>
internal sealed record ActorSelectionMessage(object Message, string[] Elements);
