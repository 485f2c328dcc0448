namespace Akka.Actor.Internal;

/// <summary>A provider that has something to open once the guardians live, and to close when they are gone.</summary>
internal interface INetworkedProvider : IActorRefProvider
{
    void Init();

    void Close();
}
