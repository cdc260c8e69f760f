using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>Functions and procedures that do more than compute.</summary>
internal static class SqlFunctions
{
    private static readonly FrozenDictionary<string, ContentRisk>.AlternateLookup<ReadOnlySpan<char>> Risks = Table(
        (SqlRisks.System, """
            sys_exec sys_eval load_extension lo_export pg_execute_server_program dbms_scheduler dbms_java
            edit readfile_exec writefile pg_file_write pg_file_unlink
            """),
        (SqlRisks.Files, """
            load_file pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file lo_import lo_get openrowset openquery opendatasource
            openxml dblink dblink_exec dblink_connect utl_http utl_file utl_tcp utl_smtp httpuritype bfilename read_csv read_text
            read_blob read_parquet readfile url s3 query_to_xml xmlparse_file
            """),
        (SqlRisks.Administer, "pg_terminate_backend pg_cancel_backend pg_reload_conf pg_switch_wal set_config lo_unlink pg_rotate_logfile"),
        (SqlRisks.Write, "setval nextval"),
        (SqlRisks.Stall, "pg_sleep pg_sleep_for pg_sleep_until sleep benchmark"));

    private static readonly WordSet Procedures = new("""
        sp_executesql sp_execute sp_configure sp_addsrvrolemember sp_addrolemember sp_addlogin sp_password sp_rename
        sp_droplogin sp_dropuser sp_detach_db sp_attach_db sp_start_job sp_add_job sp_makewebtask sp_send_dbmail
        sp_execute_external_script
        """);

    /// <summary>Finds what a word stands for.</summary>
    public static void Find(SqlText sql, int at, SqlRiskSet risks)
    {
        var word = sql[at];
        if (word.StartsWith("xp_", StringComparison.OrdinalIgnoreCase) || word.StartsWith("sp_OA", StringComparison.OrdinalIgnoreCase))
        {
            risks.Add(SqlRisks.System);
        }
        else if (word.StartsWith("sp_", StringComparison.OrdinalIgnoreCase) && Procedures.Contains(word))
        {
            risks.Add(SqlRisks.Execute);
        }
        else if (sql.IsSign(at + 1, "(") && Risks.TryGetValue(word, out var risk))
        {
            risks.Add(risk);
        }
    }

    private static FrozenDictionary<string, ContentRisk>.AlternateLookup<ReadOnlySpan<char>> Table(params (ContentRisk Risk, string Words)[] groups) => groups
        .SelectMany(g => WordList.Of(g.Words).Select(word => KeyValuePair.Create(word, g.Risk)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();
}
