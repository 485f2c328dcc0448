using Akka.Actor;

namespace Entracte.Standin.Tests.Networks;

/// <summary>A message with a reference in it.</summary>
public sealed record Letter(string Text, IActorRef ReplyTo);
