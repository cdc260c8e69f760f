using System.Security.Cryptography;
using Hitl.SemanticKernel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the audit log needs beyond the store.</summary>
public static class AuditServiceCollectionExtensions
{
    /// <summary>Seals the audit log with a key of the app, on the schedule of <see cref="AuditOptions.Interval"/>, and checks seals with it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The key that signs, with its private part. It stays the caller's. Keep it out of the store that it protects.</param>
    /// <param name="formerKeys">Keys that signed earlier seals; their public parts are enough.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">There is a key already.</exception>
    public static HitlBuilder AddAuditSeals(this HitlBuilder builder, ECDsa key, params IEnumerable<ECDsa> formerKeys)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        if (builder.Services.Any(s => s.ServiceType == typeof(AuditKeys)))
        {
            throw new InvalidOperationException("The audit log has a key to seal with already. Name earlier keys as former ones.");
        }

        builder.Services.AddSingleton(new AuditKeys(key, formerKeys));
        return builder;
    }
}
