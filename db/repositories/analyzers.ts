import type { Database } from "../connect.ts";
import type { AnalyzerStatusRow } from "../tables/sentiment.ts";

/** How an analyser does, and how often its word stood. */
export interface AnalyzerState extends AnalyzerStatusRow {
  /** Articles that it judged; what came with a judgement is not counted. */
  readonly judged: number;
}

/** All analysers, in the order in which they are asked. */
export function listAnalyzers(database: Database): Promise<AnalyzerState[]> {
  return database.run((sql) =>
    sql<AnalyzerState[]>`
      select a.*, (select count(*) from article_sentiments s
                    where s.analyzer = a.analyzer and not s.recorded) as judged
        from analyzer_status a order by place, analyzer`
  );
}
