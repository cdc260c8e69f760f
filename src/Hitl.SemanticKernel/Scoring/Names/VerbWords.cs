namespace Hitl.SemanticKernel;

/// <summary>The words behind <see cref="VerbLexicon"/>, each in one list.</summary>
internal static class VerbWords
{
    /// <summary>Hardly ever change anything.</summary>
    public const string Reading = """
        aggregate analyse analyze appraise are ascertain assess audit average browse calc calculate
        can categorise categorize characterise characterize check classify compare compute contrast convey
        correlate count crawl decode deduce describe detect determine diagnose diff differentiate discover display download
        enumerate estimate evaluate examine exists explain explore extract fetch filter find forecast gauge geocode get glimpse glob
        grep has hash have how identify infer inquire inspect interpret introspect investigate is lint list locate
        lookup ls measure observe outline paginate parse peek pinpoint predict preview probe quantify rank read
        recognise recognize recommend research retrieve review sample scan scrape screen scroll search see show skim
        spellcheck suggest sum summarise summarize tally think tokenise tokenize trace track transcribe translate
        validate verify view was what where which who whoami whois why
        """;

    /// <summary>Delete, overwrite or disable.</summary>
    public const string Destroying = """
        abort archive axe blacklist block cleanup clear close deactivate decommission del delete deregister detach disable
        discard disconnect dismantle downgrade drop eject empty evict expire expunge flush forget invalidate kill mute nullify
        overwrite prune quarantine raze reject remove reset retire revert rewrite rm rmdir rollback scrap shutdown suspend
        terminate trash trim unbind undeploy undo uninstall unlink unpublish unregister unset void
        """;

    /// <summary>Destroy beyond recovery.</summary>
    public const string DestroyingForGood = """
        annihilate burn destroy eradicate erase nuke obliterate purge scrub shred truncate wipe zap
        """;

    /// <summary>Move or commit money.</summary>
    public const string Paying = """
        acquire autopay bet bid bill buy capture cash charge chargeback checkout collect compensate credit debit deduct
        deposit disburse donate exchange fine fund invest invoice lend liquidate loan mint order overpay pay payout pledge
        prepay purchase rebate recharge redeem refinance refund reimburse remit remunerate rent repay sell settle spend stake
        subscribe swap tip topup trade transact transfer wager waive wire withdraw
        """;

    /// <summary>Reach people or systems outside.</summary>
    public const string Telling = """
        alert announce answer ask broadcast call cc chat communicate contact correspond deliver dial disclose dispatch
        distribute dm email emit escalate expose fax forward inform invite leak mail mention message notify page phone ping
        pitch post publish push reply repost respond retweet say send share sms speak submit syndicate tell text transmit
        tweet upload warn webhook
        """;

    /// <summary>Change who may do what.</summary>
    public const string Empowering = """
        allowlist authenticate authorise authorize ban delegate demote denylist deputize elevate empower entitle federate
        grant impersonate lock login logout permit promote revoke rotate sudo trust unban unblock unlock whitelist
        """;

    /// <summary>Run code, commands or queries.</summary>
    public const string Executing = """
        bash cmd command compile deploy dml eval exec execute inject interpreter invoke jupyter launch powershell python run
        script shell spawn sql ssh terminal
        """;

    /// <summary>Change something else.</summary>
    public const string Changing = """
        abandon accept accrue acknowledge activate adapt add adjust adopt advance affirm allocate alter amend annotate append
        apply appoint approve arrange assign attach attest automate award backfill backup begin bind book bookmark boost
        branch build bump calibrate cancel certify change checkin choose claim clone commence commit complete compress
        configure confirm connect consent consolidate construct continue contribute control copy correct create cut decide
        declare decline decrease decrement dedupe deduplicate defer define defragment deny design dismiss dispose divert do
        drag duplicate edit emplace enable enact encrypt end endorse enforce engage enqueue enrich enrol enroll enter
        establish exclude exit expand expedite export extend file fill finalise finalize finish fix flag follow force fork
        freeze fulfil fulfill generate give handle hide hire hold honor implement import improve include increase increment
        index ingest init initialise initialize initiate insert install instantiate integrate issue join keep label leave
        license lift like link liquefy log make manage mark merge migrate mkdir modify mount move mutate mv name negotiate new
        nominate normalize note obtain offboard onboard opt optimize organize override pair park patch pause perform persist
        pin place postpone prepend prevent print prioritize proceed process procure produce program propose provision pull put
        queue raise rate reactivate realloc rearrange reassign rebalance rebase rebook reboot rebuild recalculate reclassify
        reconcile reconfigure reconnect recover recreate rectify recycle redirect redo reduce reenable regenerate register
        reinstall reinstate relabel release relink relocate remap remediate rename renew reopen reorder reorganize repair
        replace replicate report repurpose requeue reroute resave reschedule reserve resize restart restock restore restrict
        resubmit resume retry return reverse reward ride roll route save schedule seal seed set setup ship sign signup slice
        snooze sort split sponsor star start stop store stream substitute supply support switch sync synchronise synchronize
        tag take throttle toggle touch train transform transition triage trigger tune turn unarchive uncheck unfollow unfreeze
        unhide unmark unmount unmute unpause unpin unsubscribe unsuspend unwrap update upgrade upsert use vote write
        """;

    /// <summary>May change something or not.</summary>
    public const string PerhapsChanging = """
        access assemble autocomplete benchmark embed poll assist bound brainstorm cache click combine compose consult convert craft curate debug decompress
        decrypt draft dump emulate encode enhance facilitate form format guide help load map match monitor navigate
        next offer open package pick plan play plug prepare press query quote recall reconsider record refine refresh remember
        remind render request require resolve revise rewind select serve simulate solve stage stash steer step survey swipe
        tap test troubleshoot type visit wait watch work wrap yield
        """;
}
