using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Entracte.Coordinator;

namespace Entracte.Node.Keys;

/// <summary>Makes an authority of one's own and a certificate that it has signed; nobody trusts it but the agents that are given it.</summary>
internal static class KeyMaker
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // All nodes carry the same name: what is checked is that the authority has signed, and not on which host.
    private const string NodeName = "entracte";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);
    private const int ValidYears = 20;

    public static void Make(ClusterKeys keys)
    {
        if (File.Exists(keys.NodeKey) || File.Exists(keys.AuthorityKey))
            throw new ClusterRefusedException($"There are keys in {keys.Path} already; nodes that use them would not know new ones any more. Choose another directory.");
        Directory.CreateDirectory(keys.Path, OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(keys.Trusted, OwnerOnly | UnixFileMode.UserExecute);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority(authorityKey);
        using var node = Node(authority);
        Write(keys.AuthorityKey, System.Text.Encoding.ASCII.GetBytes(authorityKey.ExportPkcs8PrivateKeyPem()));
        Write(keys.Authority, System.Text.Encoding.ASCII.GetBytes(authority.ExportCertificatePem()));
        Write(keys.NodeKey, node.Export(X509ContentType.Pfx, ""));
    }

    private static X509Certificate2 Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Entracte authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now - ClockDifference, now.AddYears(ValidYears));
    }

    private static X509Certificate2 Node(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={NodeName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(NodeName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var signed = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    private static void Write(string path, byte[] content)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(content);
    }
}
