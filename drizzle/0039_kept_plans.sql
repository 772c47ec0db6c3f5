-- What a caller reaches is asked several times a statement, always with few rows: planning it anew for each list of
-- places took longer than answering. As in 0002 and 0024; now each plan is made once a connection.
alter function app.reach_members(text) set plan_cache_mode = force_generic_plan;
alter function app.affiliate_reach(text, text) set plan_cache_mode = force_generic_plan;
