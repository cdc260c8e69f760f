namespace Hitl.SemanticKernel;

/// <summary>Looks for recipients outside of the organisation.</summary>
internal sealed class RecipientCheck(Domains domains) : IContentCheck
{
    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        if (!domains.Any || text.Tool.SoundsLikeReading || !text.Value.Contains('@') || (!text.Roles.HasFlag(ArgumentRoles.Recipient) && text.Value.Trim().Contains(' ')))
        {
            return;
        }

        for (var at = 0; MailAddresses.Next(text.Value, ref at, out var address);)
        {
            var domain = MailAddresses.DomainOf(address).ToString();
            if (!domains.Contain(domain))
            {
                findings.Add(PlaceRisks.OutsideRecipient, text.Argument, domain);
            }
        }
    }
}
