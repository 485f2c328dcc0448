using Akka.Actor;

namespace Entracte.Standin.Tests.Networks;

/// <summary>Says where it is, answers letters to whom they name, and everything else to the sender.</summary>
internal sealed class Answerer : ReceiveActor
{
    public Answerer(string name)
    {
        Receive<Letter>(letter => letter.ReplyTo.Tell($"{name}: {letter.Text}"));
        ReceiveAny(message => Sender.Tell($"{name}: {message}"));
    }
}
