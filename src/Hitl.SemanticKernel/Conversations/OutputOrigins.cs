using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>What a tool's name says of who writes what it returns.</summary>
internal static class OutputOrigins
{
    private static readonly FrozenSet<string> PublicWords = WordList.Of("""
        web internet online google bing duckduckgo http https url urls webpage webpages page pages website websites site sites browser
        browse crawl crawler scrape scraper feed feeds rss news wikipedia dns whois tweet tweets twitter reddit youtube forum forums blog
        blogs link links arxiv npm pypi nuget github gitlab repo repository repositories readme article articles social marketplace headlines
        """).ToFrozenSet();

    private static readonly FrozenSet<string> SharedWords = WordList.Of("""
        mail mails email emails inbox mailbox message messages chat chats slack teams discord whatsapp telegram thread threads channel channels
        conversation conversations file files document documents doc docs pdf pdfs drive dropbox sharepoint folder folders directory attachment
        attachments ticket tickets issue issues comment comments review reviews feedback calendar calendars event events invite invites invitation
        invitations meeting meetings note notes notebook memo memos memory memories transcript transcripts voicemail sms form forms submission submissions
        survey surveys upload uploads image images ocr screenshot clipboard confluence notion sheet sheets spreadsheet resume cv contract contracts
        listing listings pull commit commits diff code log logs wiki post posts letter letters scan fax bug bugs text texts recording
        """).ToFrozenSet();

    private static readonly FrozenSet<string> OwnWords = WordList.Of("internal profile account accounts balance setting settings status").ToFrozenSet();

    private static readonly FrozenSet<string> GoingVerbs = WordList.Of("browse crawl scrape google").ToFrozenSet();

    /// <summary>The origins that an app's rules say, else those that names suggest.</summary>
    public static Func<string, OutputOrigin> By(IEnumerable<OutputRule> rules)
    {
        (NamePattern Tool, OutputOrigin Origin)[] patterns = [.. rules.Select(r => (new NamePattern(r.Tool), r.Origin))];
        return patterns.Length == 0 ? OfName : tool =>
        {
            foreach (var (pattern, origin) in patterns)
            {
                if (pattern.IsMatch(tool))
                {
                    return origin;
                }
            }

            return OfName(tool);
        };
    }

    /// <summary>The origin that a name suggests.</summary>
    public static OutputOrigin OfName(string tool) => Find(tool) ?? OutputOrigin.Internal;

    /// <summary>The origin that a name suggests; <see langword="null"/> when it suggests none.</summary>
    public static OutputOrigin? Find(string tool)
    {
        var words = NameTokens.Split(tool.Length > 200 ? tool[..200] : tool);
        OutputOrigin? found = null;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "internal")
            {
                return OutputOrigin.Internal;
            }

            // A leading verb says what is done, not with what: review_order is no review.
            if (i == 0 && words.Count > 1 && !GoingVerbs.Contains(word) && VerbLexicon.Find(word) is not null)
            {
                continue;
            }

            if (PublicWords.Contains(word))
            {
                return OutputOrigin.Public;
            }

            found = SharedWords.Contains(word) ? OutputOrigin.Shared : OwnWords.Contains(word) ? found ?? OutputOrigin.Internal : found;
        }

        return found ?? (words is ["fetch"] or ["open"] or ["download"] or ["visit"] or ["navigate"] ? OutputOrigin.Public : words is ["search"] ? OutputOrigin.Public : null);
    }
}
