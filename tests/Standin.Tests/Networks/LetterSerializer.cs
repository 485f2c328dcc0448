using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Entracte.Standin.Tests.Networks;

public sealed class LetterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4712;

    public override string Manifest(object o) => "L";

    public override byte[] ToBinary(object obj)
    {
        var letter = (Letter)obj;
        return letter.Text == "unwritable"
            ? throw new SerializationException("unwritable")
            : Encoding.UTF8.GetBytes($"{letter.Text}\n{Serialization.SerializedActorPath(letter.ReplyTo)}");
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        return lines[0] == "unreadable" ? throw new SerializationException("unreadable") : new Letter(lines[0], system.Provider.ResolveActorRef(lines[1]));
    }
}
