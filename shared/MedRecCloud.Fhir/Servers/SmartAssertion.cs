using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MedRecCloud.Fhir.Servers;

/// <summary>The signed JWT by which a SMART backend service proves who it is (SMART App Launch 2.2, "Authenticating to the Token endpoint").</summary>
internal static class SmartAssertion
{
    /// <summary>SMART allows five minutes at most.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4);

    public static string Sign(SmartBackendOptions options, DateTimeOffset now)
    {
        var pem = File.ReadAllText(options.PrivateKeyFile);
        using AsymmetricAlgorithm key = options.Algorithm == "ES384" ? ECDsa.Create() : RSA.Create();
        key.ImportFromPem(pem);
        SecurityKey security = key is ECDsa ec ? new ECDsaSecurityKey(ec) { KeyId = options.KeyId } : new RsaSecurityKey((RSA)key) { KeyId = options.KeyId };
        // The signing provider must not be kept: its key is disposed of here.
        security.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = options.ClientId,
            Audience = options.TokenUrl!.ToString(),
            IssuedAt = now.UtcDateTime,
            NotBefore = null,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = options.ClientId, ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) },
            SigningCredentials = new SigningCredentials(security, options.Algorithm),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
